// Deciding on pages: boxes are drawn with the mouse, with the keyboard, or by finding words. The form holds the plan.
(() => {
  const root = document.querySelector(".cs-pages");
  if (!root) return;
  const field = document.getElementById("cs-raw");
  const plan = JSON.parse(field.value);
  const chosen = document.getElementById("cs-ground");
  const said = document.getElementById("cs-said");
  const names = Object.fromEntries([...chosen.options].map((option) => [option.value, option.textContent]));
  const clamp = (value) => Math.min(1, Math.max(0, value));
  const views = [...root.querySelectorAll(".cs-view")];

  const grounded = () => {
    if (chosen.value) return true;
    said.textContent = "请先选择依据：每一处遮盖都要说得出法律依据。";
    chosen.focus();
    return false;
  };

  const store = () => {
    field.value = JSON.stringify(plan);
  };

  const decide = (view, page, decision) => {
    if (decision === "withhold" && !grounded()) {
      draw(view, page);
      return;
    }
    page.decision = decision;
    if (decision !== "redact") page.boxes = [];
    page.grounds = decision === "withhold" ? (page.grounds.length ? page.grounds : [chosen.value]) : [];
    draw(view, page);
  };

  const add = (view, page, area) => {
    if (!grounded()) {
      draw(view, page);
      return;
    }
    page.decision = "redact";
    page.grounds = [];
    page.boxes.push({ area, ground: chosen.value, note: "" });
    draw(view, page);
    view.querySelector(".cs-sheet").lastElementChild.focus();
  };

  const place = (element, area) => {
    const [left, top, right, bottom] = area;
    element.style.left = `${left * 100}%`;
    element.style.top = `${top * 100}%`;
    element.style.width = `${(right - left) * 100}%`;
    element.style.height = `${(bottom - top) * 100}%`;
  };

  const draw = (view, page) => {
    const sheet = view.querySelector(".cs-sheet");
    sheet.querySelectorAll(".cs-box").forEach((box) => box.remove());
    view.querySelector(".cs-decision").value = page.decision;
    view.dataset.decision = page.decision;
    view.querySelector(".cs-why").textContent = page.grounds.map((code) => names[code]).join("；");
    page.boxes.forEach((box, number) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "cs-box";
      element.title = names[box.ground];
      element.setAttribute("aria-label", `遮盖框${number + 1}：${names[box.ground]}`);
      place(element, box.area);
      element.addEventListener("keydown", (event) => move(event, view, page, box, element));
      sheet.append(element);
    });
    store();
  };

  const move = (event, view, page, box, element) => {
    const step = event.altKey ? 0.002 : 0.01;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      page.boxes.splice(page.boxes.indexOf(box), 1);
      if (!page.boxes.length) page.decision = "give";
      draw(view, page);
      view.querySelector(".cs-add").focus();
      return;
    }
    if (!way) return;
    event.preventDefault();
    const [left, top, right, bottom] = box.area;
    if (event.shiftKey) {
      box.area = [left, top, clamp(Math.max(left + 0.005, right + way[0])), clamp(Math.max(top + 0.005, bottom + way[1]))];
    } else {
      const dx = Math.min(1 - right, Math.max(-left, way[0]));
      const dy = Math.min(1 - bottom, Math.max(-top, way[1]));
      box.area = [left + dx, top + dy, right + dx, bottom + dy];
    }
    place(element, box.area);
    store();
  };

  views.forEach((view, index) => {
    const page = plan.pages[index];
    const sheet = view.querySelector(".cs-sheet");
    view.querySelector(".cs-decision").addEventListener("change", (event) => {
      if (event.target.value === "redact" && !page.boxes.length) {
        add(view, page, [0.3, 0.4, 0.7, 0.45]);
      } else {
        decide(view, page, event.target.value);
      }
    });
    view.querySelector(".cs-add").addEventListener("click", () => add(view, page, [0.3, 0.4, 0.7, 0.45]));
    sheet.addEventListener("pointerdown", (event) => {
      if (event.button || event.target.closest(".cs-box")) return;
      event.preventDefault();
      sheet.setPointerCapture(event.pointerId);
      const frame = sheet.getBoundingClientRect();
      const at = (moved) => [clamp((moved.clientX - frame.left) / frame.width), clamp((moved.clientY - frame.top) / frame.height)];
      const start = at(event);
      const ghost = document.createElement("span");
      ghost.className = "cs-box cs-ghost";
      sheet.append(ghost);
      const area = (moved) => {
        const end = at(moved);
        return [Math.min(start[0], end[0]), Math.min(start[1], end[1]), Math.max(start[0], end[0]), Math.max(start[1], end[1])];
      };
      const follow = (moved) => place(ghost, area(moved));
      const finish = (moved) => {
        sheet.removeEventListener("pointermove", follow);
        ghost.remove();
        const drawn = area(moved);
        if (drawn[2] - drawn[0] > 0.004 && drawn[3] - drawn[1] > 0.003) add(view, page, drawn);
      };
      sheet.addEventListener("pointermove", follow);
      sheet.addEventListener("pointerup", finish, { once: true });
    });
    draw(view, page);
  });

  document.getElementById("cs-search").addEventListener("click", async () => {
    const words = document.getElementById("cs-words").value.trim();
    if (!words || !grounded()) return;
    said.textContent = "正在查找……";
    const answer = await fetch(`${root.dataset.search}?q=${encodeURIComponent(words)}`);
    const found = await answer.json();
    if (!answer.ok) {
      said.textContent = found.error;
      return;
    }
    let count = 0;
    for (const one of found.found) {
      const page = plan.pages[one.page - 1];
      if (page.decision === "withhold") continue;
      for (const area of one.areas) {
        page.decision = "redact";
        page.boxes.push({ area: area.map(clamp), ground: chosen.value, note: "" });
        count += 1;
      }
      draw(views[one.page - 1], page);
    }
    said.textContent = count ? `已遮盖${count}处。请逐页看过，扫描件里的文字可能找不全。` : "没有找到。扫描件没有文字的，请画框。";
  });
})();
