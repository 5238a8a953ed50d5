// What was typed survives a lost connection; a puzzle is solved before sending. Every page works without this.
const PREFIX = "kaicheng-request:";
const AGE = 15 * 24 * 3600 * 1000;

function memory(key, value) {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(PREFIX + key) || "null");
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch { /* private mode, or full: nothing is remembered */ }
  return null;
}

function notice(form, text) {
  let box = form.querySelector(".restored");
  if (!box) {
    box = document.createElement("div");
    box.className = "restored";
    box.setAttribute("role", "status");
    box.append(document.createElement("p"));
    form.prepend(box);
  }
  box.firstChild.textContent = text;
}

// A page that was sent from and is no longer shown has been taken in.
const sent = memory("sent");
if (sent && !document.querySelector(`[data-keep="${CSS.escape(sent)}"]`)) memory(sent, null);
memory("sent", null);

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = form.dataset.keep;
  // Numbers of papers are never left on a device.
  const fields = [...form.querySelectorAll("textarea, input[type=text], input[type=tel], input[type=email]")]
    .filter((field) => !("private" in field.dataset));
  const kept = memory(key);
  if (kept && Date.now() - kept.at < AGE) {
    let restored = false;
    for (const field of fields) {
      if (!field.value && kept.values[field.name]) {
        field.value = kept.values[field.name];
        restored = true;
      }
    }
    if (restored) notice(form, "上次没有保存成的内容已经填回来了，请核对。");
  }
  const keep = () => memory(key, {
    at: Date.now(),
    values: Object.fromEntries(fields.map((field) => [field.name, field.value])),
  });
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      keep();
      notice(form, "现在没有网络，还没有保存到网站。写的都留在这台设备上，连上网以后再点一次。");
      form.querySelector(".restored").scrollIntoView({ block: "center" });
      return;
    }
    memory("sent", key);
  });
}

const challenge = document.querySelector("form[data-challenge]");
const button = challenge?.querySelector("button[type=submit]");
if (button) {
  const working = challenge.querySelector("[data-working]");
  const proof = challenge.elements.proof;
  let waiting = false;
  let solved = false;
  const worker = new Worker(challenge.dataset.worker);
  worker.addEventListener("message", ({ data }) => {
    proof.value = data;
    solved = true;
    worker.terminate();
    if (waiting) challenge.submit();
  });
  // Without an answer the server lets one wait instead.
  worker.addEventListener("error", () => { solved = true; if (waiting) challenge.submit(); });
  worker.postMessage({ text: challenge.elements.challenge.value, bits: Number(challenge.dataset.bits) });
  challenge.addEventListener("submit", (event) => {
    if (waiting) { event.preventDefault(); return; }
    if (!navigator.onLine) {
      event.preventDefault();
      working.textContent = "现在没有网络，还没有提交。填的都已经保存，连上网以后再点一次。";
      return;
    }
    waiting = true;
    button.disabled = true;
    working.textContent = working.dataset.working;
    if (!solved) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { waiting = false; button.disabled = false; working.textContent = ""; });
}
