// While one writes: after a pause the text is sent to be checked, and what the checks say is shown beside it.
// Without scripts the same stands there after saving.
"use strict";

const form = document.querySelector("form[data-check]");
const text = form && form.querySelector("textarea");
let waiting = null;
let unsaved = false;

async function check() {
  const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("rp-checked");
  const shown = document.getElementById("rp-checked");
  if (found && shown) shown.replaceWith(found);
}

if (form && text && form.dataset.check) {
  text.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(waiting);
    waiting = setTimeout(check, 800);
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
