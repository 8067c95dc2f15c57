// A form's content as a list of names and values, and back again.

const ASIDE = new Set(["csrfmiddlewaretoken", "entry_id", "made_at"]);

// What a form would send, as [[name, value], …]; null where it holds a file, which cannot wait on the phone.
export const fieldsOf = (form, button) => {
  const fields = [];
  for (const [name, value] of new FormData(form, button)) {
    if (typeof value !== "string") {
      if (value.size) return null;
      continue;
    }
    if (!ASIDE.has(name)) fields.push([name, value]);
  }
  return fields;
};

// Put kept content into a form. A script of the page may first add what the form lacks (event mutong:fill).
export const fillForm = (form, fields) => {
  form.dispatchEvent(new CustomEvent("mutong:fill", { bubbles: true, detail: { fields } }));
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
  for (const part of form.elements) {
    if (!part.name || ASIDE.has(part.name) || part.type === "file" || part.matches("button, fieldset, output")) continue;
    const given = values.get(part.name) || [];
    if (part.type === "checkbox" || part.type === "radio") part.checked = given.includes(part.value);
    else if (part.type === "hidden") { if (given.length) part.value = given.shift(); }
    else part.value = given.length ? given.shift() : "";
  }
};

// Take away what an earlier answer had marked as wrong.
export const clearMarks = (form) => {
  for (const mark of form.querySelectorAll("[data-field-mark]")) mark.remove();
  for (const part of form.querySelectorAll("[data-field-wrong]")) {
    part.removeAttribute("aria-invalid");
    part.removeAttribute("aria-describedby");
    delete part.dataset.fieldWrong;
  }
};

// Write what is wrong beside each field that is there; gives the words of fields that the form does not show.
export const markProblems = (form, problems) => {
  const left = [];
  let first = null;
  for (const [name, words] of Object.entries(problems)) {
    let part = form.elements.namedItem(name);
    if (part instanceof RadioNodeList) part = part[0];
    if (!part || part.type === "hidden") {
      left.push(words);
      continue;
    }
    const mark = document.createElement("span");
    mark.className = "wrong";
    mark.dataset.fieldMark = "1";
    mark.id = `wrong-${name}`;
    mark.textContent = words;
    part.setAttribute("aria-invalid", "true");
    part.setAttribute("aria-describedby", mark.id);
    part.dataset.fieldWrong = "1";
    (part.closest(".field, fieldset") || part.parentElement).append(mark);
    for (let shut = part.closest("details"); shut; shut = shut.parentElement.closest("details")) shut.open = true;
    first ??= part;
  }
  first?.focus();
  return left;
};
