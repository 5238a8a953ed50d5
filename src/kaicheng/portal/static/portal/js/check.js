// Dropping a file and saying that the check is running. The page works without this script.
const form = document.querySelector("[data-check]");
const drop = form.querySelector("[data-drop]");
const input = drop.querySelector("input[type=file]");
const hint = drop.querySelector("[data-drop-hint]");
const working = form.querySelector("[data-working]");

hint.hidden = false;

for (const type of ["dragenter", "dragover"]) {
  drop.addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const type of ["dragleave", "drop"]) {
  drop.addEventListener(type, () => drop.classList.remove("over"));
}
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length > 0) {
    input.files = event.dataTransfer.files;
    input.focus();
  }
});

form.addEventListener("submit", () => {
  working.textContent = working.dataset.working;
  form.querySelector("button[type=submit]").disabled = true;
});
window.addEventListener("pageshow", () => {
  working.textContent = "";
  form.querySelector("button[type=submit]").disabled = false;
});
