"use strict";
/* The body's editor: a toolbar over the textarea, paste cleaned by the server, drafts kept in the browser.
   Without this script the textarea does. */
(() => {
  const KEPT = "kaicheng-draft:";
  const SAVING = "kaicheng-saving";
  const DAYS = 14;

  const kept = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; }
    },
    write(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: nothing to do */ }
    },
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* as above */ }
    },
  };

  const here = KEPT + location.pathname;
  // A page other than the form that was sent: it has been saved.
  try {
    const saving = sessionStorage.getItem(SAVING);
    if (saving && saving !== here) { kept.drop(saving); sessionStorage.removeItem(SAVING); }
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(KEPT))) {
      if (Date.now() - (kept.read(key)?.at || 0) > DAYS * 864e5) kept.drop(key);
    }
  } catch { /* storage is forbidden */ }

  class Editor {
    constructor(root) {
      this.root = root;
      this.form = root.closest("form");
      this.field = root.querySelector("textarea");
      this.area = root.querySelector(".pb-text");
      this.said = root.querySelector(".pb-said");
      this.range = null;
      this.show(this.field.value);
      root.querySelector(".pb-tools").hidden = false;
      this.area.hidden = false;
      this.field.hidden = true;
      document.execCommand("defaultParagraphSeparator", false, "p");
      this.area.addEventListener("input", () => this.changed());
      this.area.addEventListener("paste", (event) => this.paste(event));
      this.area.addEventListener("drop", (event) => this.drop(event));
      document.addEventListener("selectionchange", () => this.remember());
      root.addEventListener("click", (event) => this.clicked(event));
      root.addEventListener("mousedown", (event) => { if (event.target.closest(".pb-tools button")) event.preventDefault(); });
      root.querySelectorAll(".pb-panel input").forEach((input) => input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); input.closest(".pb-panel").querySelector("[data-go]").click(); }
      }));
      this.keepDraft();
    }

    /* --- between the field and the area --- */

    show(html) {
      const template = document.createElement("template");
      template.innerHTML = html;
      this.forEditing(template.content);
      this.area.replaceChildren(template.content);
      if (!this.area.firstElementChild) this.area.innerHTML = "<p><br></p>";
    }

    forEditing(content) {
      for (const image of content.querySelectorAll("img")) {
        const found = /^image:([0-9a-f]{12})$/.exec(image.getAttribute("src") || "");
        if (found) { image.dataset.source = found[0]; image.src = `${this.root.dataset.pictures}${found[1]}/`; }
      }
      return content;
    }

    html() {
      const copy = this.area.cloneNode(true);
      for (const image of copy.querySelectorAll("img[data-source]")) {
        image.setAttribute("src", image.dataset.source);
        image.removeAttribute("data-source");
      }
      const empty = !copy.textContent.trim() && !copy.querySelector("img, table");
      return empty ? "" : copy.innerHTML;
    }

    changed() {
      this.field.value = this.html();
      this.field.dispatchEvent(new Event("input", { bubbles: true }));
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    }

    remember() {
      const selection = getSelection();
      if (selection.rangeCount && this.area.contains(selection.anchorNode)) this.range = selection.getRangeAt(0).cloneRange();
    }

    back() {
      this.area.focus();
      if (!this.range || !this.area.contains(this.range.startContainer)) {
        this.range = document.createRange();
        this.range.selectNodeContents(this.area);
        this.range.collapse(false);
      }
      getSelection().removeAllRanges();
      getSelection().addRange(this.range);
    }

    insert(html) {
      const template = document.createElement("template");
      template.innerHTML = html;
      this.forEditing(template.content);
      this.back();
      const blocks = [...template.content.children];
      const current = this.block();
      if (blocks.length && current) {
        // Blocks go beside the paragraph of the cursor, never into it.
        getSelection().deleteFromDocument();
        const inline = blocks.length === 1 && blocks[0].tagName === "P" && !blocks[0].className;
        if (inline) {
          document.execCommand("insertHTML", false, blocks[0].innerHTML);
        } else {
          current.after(...blocks);
          if (!current.textContent.trim() && !current.querySelector("img, table")) current.remove();
          const last = blocks[blocks.length - 1];
          if (!last.nextElementSibling && last.tagName !== "P") last.after(document.createElement("p"));
          getSelection().selectAllChildren(last);
          getSelection().collapseToEnd();
        }
      } else {
        this.area.append(template.content);
      }
      this.changed();
    }

    block() {
      let node = getSelection().anchorNode;
      while (node && node.parentNode !== this.area) node = node.parentNode;
      return node && node.nodeType === 1 ? node : this.area.lastElementChild;
    }

    say(text, bad = false) {
      this.said.textContent = text;
      this.said.hidden = !text;
      this.said.classList.toggle("bad", bad);
    }

    /* --- the server --- */

    async ask(address, parts, working) {
      this.say(working);
      const data = new FormData();
      for (const [name, value] of Object.entries(parts)) data.append(name, value);
      data.append("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
      try {
        const answer = await fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "XMLHttpRequest" } });
        const found = await answer.json();
        if (!answer.ok) { this.say(found.error || this.root.dataset.sayFailed, true); return null; }
        this.say((found.notes || []).join("\n"));
        return found;
      } catch {
        this.say(this.root.dataset.sayFailed, true);
        return null;
      }
    }

    async paste(event) {
      const board = event.clipboardData;
      const html = board.getData("text/html");
      const text = board.getData("text/plain");
      const pictures = [...board.files].filter((file) => file.type.startsWith("image/"));
      if (html) {
        event.preventDefault();
        this.remember();
        const found = await this.ask(this.root.dataset.paste, { html: new Blob([html], { type: "text/html" }) }, this.root.dataset.sayWorking);
        this.insert(found ? found.html : plain(text));
      } else if (pictures.length) {
        event.preventDefault();
        this.remember();
        for (const file of pictures) await this.picture(file, "");
      } else if (text) {
        event.preventDefault();
        this.insert(plain(text));
      }
    }

    drop(event) {
      const pictures = [...event.dataTransfer.files].filter((file) => file.type.startsWith("image/"));
      event.preventDefault();
      pictures.forEach((file) => this.picture(file, ""));
    }

    async picture(file, alt) {
      const found = await this.ask(this.root.dataset.picture, { file }, this.root.dataset.sayWorking);
      if (!found) return;
      const image = document.createElement("img");
      image.setAttribute("src", found.source);
      image.alt = alt || "";
      this.insert(`<figure>${image.outerHTML}</figure>`);
      if (!alt) this.say(this.root.dataset.sayAlt);
    }

    async file(input, keep) {
      if (!input.files.length) return;
      const found = await this.ask(this.root.dataset.convert, { file: input.files[0] }, this.root.dataset.sayReading);
      if (!found) return;
      const replace = !this.html() || confirm(this.root.dataset.sayReplace);
      if (replace) this.show(found.html); else this.area.append(this.contentOf(found.html));
      this.root.querySelector("[data-original]").value = keep ? found.original.digest : "";
      for (const [name, value] of Object.entries(found.proposed)) {
        const field = this.form.elements[name];
        if (field && value && (!field.value || name === "created_date")) {
          field.value = value;
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }
      input.value = "";
      this.changed();
      this.say([this.root.dataset.sayTaken, ...(found.notes || [])].join("\n"));
    }

    contentOf(html) {
      const template = document.createElement("template");
      template.innerHTML = html;
      return this.forEditing(template.content);
    }

    /* --- the toolbar --- */

    clicked(event) {
      const button = event.target.closest("button");
      if (!button) {
        const image = event.target.closest(".pb-text img");
        if (image) this.describe(image);
        return;
      }
      if (button.dataset.open) this.open(button.dataset.open);
      else if (button.dataset.block) { this.back(); document.execCommand("formatBlock", false, button.dataset.block); this.changed(); }
      else if (button.dataset.do) { this.back(); document.execCommand(button.dataset.do); this.changed(); }
      else if (button.dataset.go) this[`go_${button.dataset.go.replace("-", "_")}`]?.();
    }

    open(name) {
      for (const panel of this.root.querySelectorAll("[data-panel]")) {
        panel.hidden = panel.dataset.panel !== name || !panel.hidden;
        if (!panel.hidden) panel.querySelector("input").focus();
      }
      this.described = null;
    }

    describe(image) {
      this.open("picture");
      const panel = this.root.querySelector("[data-panel=picture]");
      panel.hidden = false;
      this.described = image;
      const words = panel.querySelector("[data-alt]");
      words.value = image.alt;
      words.focus();
    }

    go_picture() {
      const file = this.root.querySelector("[data-picture-file]");
      const words = this.root.querySelector("[data-alt]");
      if (this.described && !file.files.length) {
        this.described.alt = words.value.trim();
        this.described = null;
        this.changed();
      } else if (file.files.length) {
        if (!words.value.trim()) { this.say(this.root.dataset.sayAlt, true); words.focus(); return; }
        this.picture(file.files[0], words.value.trim());
      }
      file.value = "";
      words.value = "";
    }

    go_file() { this.file(this.root.querySelector("[data-body-file]"), this.root.querySelector("[data-keep-original]").checked); }

    go_link() {
      const address = this.root.querySelector("[data-address]");
      if (!address.value.trim()) return;
      this.back();
      if (getSelection().isCollapsed) document.execCommand("insertText", false, address.value.trim());
      document.execCommand("createLink", false, address.value.trim());
      address.value = "";
      this.changed();
    }

    go_table() {
      const rows = clamp(this.root.querySelector("[data-rows]").value, 1, 50);
      const columns = clamp(this.root.querySelector("[data-columns]").value, 1, 12);
      const line = (cell) => `<tr>${`<${cell}><br></${cell}>`.repeat(columns)}</tr>`;
      this.insert(`<table><thead>${line("th")}</thead><tbody>${line("td").repeat(Math.max(rows - 1, 1))}</tbody></table>`);
    }

    row() {
      this.back();
      const node = getSelection().anchorNode;
      return (node.nodeType === 1 ? node : node.parentElement).closest("tr");
    }

    go_row() {
      const row = this.row();
      if (!row) return;
      const fresh = document.createElement("tr");
      for (let count = row.cells.length; count > 0; count -= 1) fresh.append(Object.assign(document.createElement("td"), { innerHTML: "<br>" }));
      const body = row.closest("thead") ? row.closest("table").querySelector("tbody") : null;
      if (body) body.prepend(fresh); else row.after(fresh);
      this.changed();
    }

    go_drop_row() {
      const row = this.row();
      if (!row) return;
      const table = row.closest("table");
      row.remove();
      if (!table.querySelector("tr")) table.remove();
      this.changed();
    }

    /* --- drafts in the browser --- */

    fields() {
      const found = {};
      for (const field of this.form.querySelectorAll("input[type=text], input:not([type]), textarea, select")) {
        if (field.name && !field.name.includes("__prefix__") && !field.name.startsWith("comments-")) found[field.name] = field.value;
      }
      return found;
    }

    keepDraft() {
      const revision = this.form.querySelector("[name=loaded_revision_id]")?.value || "";
      const bar = this.root.querySelector(".pb-kept");
      const found = kept.read(here);
      const saved = found && (found.revision !== revision || found.fields.body === this.field.value);
      if (found && saved) kept.drop(here);
      if (found && !saved && found.fields.body) {
        const when = new Date(found.at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "numeric", minute: "2-digit" });
        bar.querySelector("span").textContent = this.root.dataset.sayKept.replace("%s", when);
        bar.hidden = false;
      }
      let waiting = 0;
      const write = () => {
        waiting = 0;
        kept.write(here, { at: Date.now(), revision, fields: this.fields() });
        this.root.dataset.draft = "kept";
      };
      this.form.addEventListener("input", () => {
        delete this.root.dataset.draft;
        if (!waiting) waiting = setTimeout(write, 700);
      });
      this.form.addEventListener("submit", () => {
        clearTimeout(waiting);
        this.field.value = this.html();
        write();
        try { sessionStorage.setItem(SAVING, here); } catch { /* storage is forbidden */ }
      });
    }

    go_restore() {
      const found = kept.read(here);
      for (const [name, value] of Object.entries(found?.fields || {})) {
        const field = this.form.elements[name];
        if (field && "value" in field) field.value = value;
      }
      this.show(this.field.value);
      this.root.querySelector(".pb-kept").hidden = true;
      this.changed();
    }

    go_forget() {
      kept.drop(here);
      this.root.querySelector(".pb-kept").hidden = true;
    }
  }

  function plain(text) {
    const box = document.createElement("div");
    for (const line of text.split(/\r?\n/)) {
      if (line.trim()) box.append(Object.assign(document.createElement("p"), { textContent: line.trim() }));
    }
    return box.innerHTML;
  }

  const clamp = (value, low, high) => Math.min(Math.max(Number.parseInt(value, 10) || low, low), high);

  const start = () => document.querySelectorAll("[data-body-editor]").forEach((root) => new Editor(root));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
