"""What is wrong with a cell, a row or a file, and the way out: every sentence of the reader, in both languages.

A code is stable; programs compare codes, people read words.
"""

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words

REMEDIES: dict[str, Words] = {
    # one cell
    "required_missing": Words("“{label}”必须填写。", "“{label}” must be filled in."),
    "bad_bytes": Words(
        "这一格有无法识别的字节；请把文件另存为 UTF-8 或 GB18030 编码后再导入。",
        "This cell holds bytes that are no text; save the file as UTF-8 or GB18030 and import it again.",
    ),
    "control_character": Words(
        "编号里有换行或不可见字符；请重新输入这一格。",
        "The id holds a line break or an invisible character; type the cell again.",
    ),
    "excel_lost_digits": Words(
        "表格软件已丢失这串号码的后几位；请把该列设为“文本”格式，重新录入完整号码。",
        "Excel has lost digits of this number; format the column as text and enter the whole number again.",
    ),
    "id_has_decimals": Words(
        "编号不能带小数；请把该列设为“文本”格式后重新录入。",
        "An id cannot have decimals; format the column as text and enter it again.",
    ),
    "id_became_date": Words(
        "表格软件把这个编号变成了日期；请把该列设为“文本”格式后重新录入。",
        "Excel has turned this id into a date; format the column as text and enter it again.",
    ),
    "not_a_number": Words(
        "这里要填数字，只写数，不写单位，例如 1200 或 3.5。",
        "A number is wanted here, without its unit, such as 1200 or 3.5.",
    ),
    "not_whole": Words("这里要填整数。", "A whole number is wanted here."),
    "out_of_range": Words("数值应在 {low} 到 {high} 之间。", "The number must lie between {low} and {high}."),
    "not_yes_or_no": Words("请填“是”或“否”；不清楚就留空。", "Write yes or no; leave it empty if not known."),
    "unknown_code": Words("只能填：{codes}。", "Allowed here: {codes}."),
    "not_a_date": Words(
        "看不出是哪一天；请写成 2022-08-22 这样的格式。",
        "This is no date we can read; write it as 2022-08-22.",
    ),
    "no_such_day": Words("没有这一天；请核对年月日。", "There is no such day; check year, month and day."),
    "no_year": Words(
        "没有写年份；请写全年月日，例如 2022-08-22。",
        "The year is missing; write the whole date, such as 2022-08-22.",
    ),
    "no_day": Words(
        "只写了年月，没有日；请写全年月日，例如 2022-08-22。",
        "The day is missing; write the whole date, such as 2022-08-22.",
    ),
    "two_digit_year": Words(
        "年份只有两位，分不清年代；请写四位年份，例如 2022-08-22。",
        "The year has two digits and may mean several years; write four, such as 2022-08-22.",
    ),
    "ambiguous_date": Words(
        "分不清哪个是月、哪个是日；请写成 2022-08-22，或在字段映射的 format 里写明 dmy（日月年）、mdy（月日年）"
        "或 ymd（年月日，年份只有两位时）。",
        "Day and month cannot be told apart; write 2022-08-22, or state dmy, mdy or (short years) ymd as the format in "
        "the mapping.",
    ),
    "year_out_of_range": Words(
        "年份应在 1800 到 2199 之间；请核对。", "The year must lie between 1800 and 2199; check it."
    ),
    "no_time": Words(
        "只有日期没有时刻；请写成 2022-08-22 14:30，或在字段映射的 format 里写 start_of_day 表示当天零点。",
        "There is a date but no time; write 2022-08-22 14:30, or state start_of_day as the format in the mapping.",
    ),
    "no_such_time": Words(
        "没有这个时刻；请写成 2022-08-22 14:30。", "There is no such time; write it as 2022-08-22 14:30."
    ),
    "instant_skipped": Words(
        "当地没有这个时刻：那天夏令时开始，时钟拨快了一小时；请核对，或写明时区（+08:00 或 +09:00）。",
        "There was no such time: clocks went forward that night for summer time. Check it, or write its zone "
        "(+08:00 or +09:00).",
    ),
    "instant_twice": Words(
        "这个时刻有两次：那天夏令时结束，时钟拨慢了一小时；请写明时区（夏令时 +09:00，否则 +08:00）。",
        "This time occurred twice: clocks went back that night at the end of summer time. Write its zone (+09:00 for "
        "summer time, else +08:00).",
    ),
    "bad_phone": Words(
        "电话应为 5 到 15 位数字，可带 + 号。",
        "A phone number has 5 to 15 digits, with or without a leading +.",
    ),
    "resident_number_length": Words(
        "公民身份号码应为 18 位（旧号 15 位）；请核对有没有漏写。",
        "A resident number has 18 characters (15 in the old form); check for missing ones.",
    ),
    "resident_number_characters": Words(
        "公民身份号码只能是数字，最后一位可以是 X。",
        "A resident number holds digits only; the last character may be X.",
    ),
    "resident_number_date": Words(
        "公民身份号码里的出生日期不存在；请核对第 7 到 14 位。",
        "The birth date in the resident number does not exist; check characters 7 to 14.",
    ),
    "resident_number_check": Words(
        "公民身份号码的校验位不对，至少有一位写错；请对照证件核对。",
        "The check character of the resident number is wrong, so some character is; compare it with the card.",
    ),
    "resident_number_area": Words(
        "号码前六位不在现行区划中（可能是已撤销的旧代码）；已照录，请留意。",
        "The first six digits are no area in force (perhaps a retired code); it was taken in as written.",
    ),
    "resident_number_disagrees": Words(
        "公民身份号码里的{what}与所填的不一致；已照录，请核对。",
        "The {what_en} in the resident number differs from the one given; both were taken in, check them.",
    ),
    # one row
    "extra_cells": Words(
        "这一行比表头多出内容；多半是某格里的逗号没有加引号。",
        "This row has more cells than headings; most likely a comma inside a cell is not quoted.",
    ),
    "duplicate_key": Words(
        "与第 {row} 行重复（{columns} 相同）；请删去其中一行。",
        "The same {columns} as row {row}; remove one of the two.",
    ),
    "in_future": Words(
        "“{label}”晚于现在（{now}）；请核对日期。", "“{label}” lies after now ({now}); check the date."
    ),
    "ends_before_start": Words(
        "“{label}”早于“{than}”；请核对两者。", "“{label}” lies before “{than}”; check both."
    ),
    "not_after_start": Words(
        "“{label}”必须晚于“{than}”；当天开始、当天结束的，止日写第二天。",
        "“{label}” must lie after “{than}”; what starts and ends on one day ends on the next.",
    ),
    "low_above_high": Words(
        "“{than}”大于“{label}”；请对调或更正。", "“{than}” exceeds “{label}”; swap or correct them."
    ),
    "same_twice": Words("“{label}”与“{than}”不能相同。", "“{label}” and “{than}” cannot be the same."),
    "unknown_fact": Words(
        "事实词典里没有“{fact}”；相近的有：{near}。", "The fact dictionary has no “{fact}”; near it: {near}."
    ),
    "wrong_subject_kind": Words(
        "事实“{fact}”说的是{kind_zh}，不是这一类对象。", "The fact “{fact}” is about a {kind}, not this."
    ),
    "wrong_unit": Words(
        "“{fact}”的单位应为 {unit}；请换算。", "The unit of “{fact}” is {unit}; convert the number."
    ),
    "known_without_value": Words(
        "状态写“已知”却没有值；请补上，或把状态改为“未知”。",
        "The state is known but there is no value; give it, or set the state to unknown.",
    ),
    "unknown_with_value": Words(
        "状态写“未知”却有值；请删去值，或把状态改为“已知”。",
        "The state is unknown but there is a value; remove it, or set the state to known.",
    ),
    "bad_fact_value": Words("“{fact}”应填：{wanted}。", "“{fact}” takes: {wanted}."),
    # cross-row checks
    "two_living_households": Words(
        "{person} 在 {day} 同时属于 {one} 和 {other} 两个共同生活家庭；请先在原户填写“止”日期（户籍户可以不同）。",
        "{person} would live in two households, {one} and {other}, on {day}; first end the stay in one "
        "(the hukou household may differ).",
    ),
    "overlapping_memberships": Words(
        "{person} 在 {one} 的两段时间重叠（{day} 起）；请改成前一段止日等于后一段起日。",
        "Two periods of {person} in {one} overlap from {day}; let the first end where the second starts.",
    ),
    "two_hukou_households": Words(
        "{person} 在 {day} 同时有两个户籍户 {one} 和 {other}；请先在原户填写“止”日期。",
        "{person} would be registered in two hukou households, {one} and {other}, on {day}; first end one.",
    ),
    "case_of_another_person": Words(
        "病例编号 {case} 已是 {person} 的；请核对编号，两处各自编号的请加前缀区分（如 甲-{case}）。",
        "The case id {case} belongs to {person}; check it. Where two lists number by themselves, add a prefix to one "
        "(such as A-{case}).",
    ),
    "same_episode": Words(
        "此人同一时间已有病例 {case}；若是同一次发病，请把 {own} 改成 {case} 再导入，说法不同的日期会并存；"
        "若是再次发病，请先登记 {case} 的转归。",
        "This person has the case {case} at that time. The same illness: write {case} for {own} and import again, days "
        "that differ are kept side by side. A new illness: first record the outcome of {case}.",
    ),
    "several_people": Words(
        "登记簿里有几个人都对得上（{people}）；请在“人员编号”写明是哪一个。",
        "Several people of the register fit ({people}); say which in the column person_id.",
    ),
    "nobody_named": Words(
        "没有人员编号、姓名、公民身份号码，不知是谁；请至少填一项。",
        "No person id, name or resident number says who this is; give at least one.",
    ),
    "person_id_taken": Words(
        "要给此人的编号 {value} 已属于别人；请在“人员编号”自行写一个。",
        "The id {value} that this person would get belongs to somebody else; give one in the column person_id.",
    ),
    "onset_differs": Words(
        "病例 {case} 的发病日期登记为 {there}，这一行写 {here}；两种说法都已保留，追踪按两者都可能计算，"
        "请在病例页面核定。",
        "The day of onset of {case} is on record as {there}, this row says {here}: both are kept and tracing allows "
        "for both. Settle it on the page of the case.",
    ),
    "zeros_lost": Words(
        "登记簿的“{table}”里没有 {value}，但有 {near}；多半是表格软件丢了或添了前面的 0：请把该列设为“文本”再填，"
        "或更正编号。",
        "There is no {value} in the register's {table_en}, but there is {near}: most likely a spreadsheet dropped or "
        "added leading zeros. Format the column as text and enter it again, or correct the id.",
    ),
    "unknown_reference": Words(
        "登记簿的“{table}”里没有 {value}；请先导入{table}，或更正编号。",
        "There is no {value} in the register's {table_en}; import {table_en} first, or correct the id.",
    ),
    "area_without_parent": Words(
        "上级区划 {parent} 不在表中；请补上，或更正“上级代码”。",
        "The area one level up, {parent}, is missing; add it or correct the parent code.",
    ),
    "area_parent_missing": Words(
        "除省级外都要写“上级代码”。", "Every area below the province needs its parent code."
    ),
    "area_level_order": Words(
        "层级不对：{level} 的上级不能是 {parent_level}。",
        "Wrong order of levels: {parent_level} cannot be above {level}.",
    ),
    "area_code_prefix": Words(
        "代码应以上级代码 {parent} 开头。", "The code must begin with the code of the area above, {parent}."
    ),
    "area_code_length": Words(
        "{level} 的代码应为 {wanted} 位数字。", "The code of a {level} has {wanted} digits."
    ),
    # the file
    "unknown_heading": Words(
        "没有认出表头“{heading}”，这一列没有导入；需要的话请在字段映射里写明。",
        "The heading “{heading}” is not known and its column was left out; name it in a mapping if it is wanted.",
    ),
    "mapped_heading_missing": Words(
        "字段映射里的表头“{heading}”在文件中没有。", "The mapping's heading “{heading}” is not in the file."
    ),
    "file_missing": Words("没有这个文件：{file}。", "There is no such file: {file}."),
    "empty_file": Words(
        "{file} 是空的；第一行应是表头。", "{file} is empty; its first row should hold the headings."
    ),
    "file_too_large": Words(
        "{file} 有 {size} MB，超过上限 {limit} MB；请分成几个文件，或提高上限（--limit-mb）。",
        "{file} has {size} MB, more than the limit of {limit} MB; split it, or raise the limit (--limit-mb).",
    ),
    "not_a_table": Words(
        "{file} 不是能读的表格；请另存为 xlsx 或 CSV（UTF-8 或 GB18030）。",
        "{file} is no table we can read; save it as xlsx or CSV (UTF-8 or GB18030).",
    ),
    "archive_unreadable": Words(
        "{file} 已损坏，或用了读不了的压缩方式；请重新压缩或重新发送，或直接给出解压后的表格。",
        "{file} is damaged or packed in a way that cannot be read; pack or send it again, or give the unpacked table.",
    ),
    "web_page": Words(
        "{file} 其实是网页；请用表格软件打开后另存为 xlsx。",
        "{file} is in truth a web page; open it in a spreadsheet program and save it as xlsx.",
    ),
    "file_locked": Words(
        "{file} 有密码；请去掉密码后再导入。", "{file} has a password; remove it and import again."
    ),
    "wrong_sheet": Words(
        "{file} 里没有工作表“{sheet}”；有：{sheets}。", "{file} has no sheet “{sheet}”; it has: {sheets}."
    ),
    "no_heading_known": Words(
        "{file}{where}的第一行没有认出“{table}”表的任何表头（读到：{found}）；第一行应是表头，上面不要留标题行。{hint}",
        "The first row of {file}{where} holds no heading of the table “{table}” (it holds: {found}); headings stand "
        "in row 1, with no title above them. {hint}",
    ),
    "required_columns_missing": Words(
        "{file} 缺少必填的列：{columns}；请补上列，或在字段映射里给出固定值。",
        "{file} lacks required columns: {columns}; add them, or give a constant in the mapping.",
    ),
    "two_headings_one_column": Words(
        "{file} 有两列都是“{column}”（表头“{one}”和“{other}”）；请删去一列。",
        "{file} has two columns for “{column}” (headings “{one}” and “{other}”); remove one.",
    ),
    "unclosed_quote": Words(
        "{file} 第 {row} 行附近有一个引号没有成对；请补上引号。",
        "A quote opened near row {row} of {file} is never closed; close it.",
    ),
    "bad_mapping": Words(
        "字段映射 {file} 第 {row} 行有误：{what}", "Row {row} of the mapping {file} is wrong: {what_en}"
    ),
    "mapping_missing": Words(
        "没有名为“{name}”的字段映射；已有：{known}。", "There is no mapping “{name}”; there are: {known}."
    ),
    "too_many_rows": Words(
        "{rows} 行超过 Excel 一张表的上限 {limit}；请导出为 CSV。",
        "{rows} rows are more than an Excel sheet holds ({limit}); export CSV instead.",
    ),
    "cell_too_long": Words(
        "“{column}”有一格超过 Excel 的上限（32767 字）；请导出为 CSV。",
        "A cell of “{column}” is longer than Excel holds (32,767 characters); export CSV instead.",
    ),
    "unknown_file_kind": Words(
        "不认识文件后缀“{suffix}”；可用：{known}。", "The ending “{suffix}” is not known; use: {known}."
    ),
    "line_list_in_folder": Words(
        "病例一览表要认出人员，只能导入数据库（不写 --register）；导入文件夹请用 --as cases，并写明人员编号。",
        "The people of a line list must be recognised, which only the database can (leave out --register); for a "
        "folder use --as cases with person ids.",
    ),
    "table_missing": Words(
        "{folder} 里没有“{table}”表（应有 {table}.csv 或 {table}.parquet）。",
        "{folder} has no table “{table}” (a file {table}.csv or {table}.parquet is wanted).",
    ),
    "bad_rows": Words(
        "{file} 有 {count} 行不能用；第一处：第 {row} 行“{column}”：{remedy}可用 mutong import 得到全部清单。",
        "{file} has {count} rows that cannot be used; the first: row {row}, “{column}”: {remedy_en} "
        "`mutong import` lists them all.",
    ),
}


def remedy(code: str, **fields: object) -> Words:
    """The sentence of a code with its fields filled in."""
    return REMEDIES[code].fill(**fields)


def refuse_file(code: str, **fields: object) -> MutongError:
    """The error that refuses a whole file: nothing of it lands."""
    return MutongError(code, remedy(code, **fields), **fields)


class CellRefused(Exception):
    """One cell cannot be read; the reader turns it into a Problem with its place."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields
