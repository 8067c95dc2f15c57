// Words of the scripts for forms without a network, in the language of the page.
const english = document.documentElement.lang.startsWith("en");

// One of two texts, in the page's language.
export const say = (zh, en) => (english ? en : zh);

// Words that came from the desk as {zh, en}.
export const told = (words) => (words ? say(words.zh, words.en) : "");

// An instant of this phone: the time alone today, else day and time.
export const when = (instant) => {
  const at = new Date(instant);
  const time = at.toLocaleTimeString(say("zh-CN", "en-GB"), { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === new Date().toDateString()) return time;
  return say(`${at.getMonth() + 1}月${at.getDate()}日 ${time}`,
    `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, ${time}`);
};

// A note to stand on the page: tone is "", "good", "warn" or "alarm".
export const note = (text, tone = "", role = "status") => {
  const box = document.createElement("div");
  box.className = tone ? `note note--${tone}` : "note";
  box.setAttribute("role", role);
  const inside = document.createElement("div");
  inside.textContent = text;
  box.append(inside);
  return box;
};
