// Saves each tap without loading the page anew, and keeps taps while there is no connection.
// Without this script every button sends the form, which saves as well.
"use strict";
(() => {
  const form = document.querySelector("form");
  if (!form) return;
  const told = document.getElementById("told");
  const key = "openkitchen:" + form.getAttribute("action");
  let waiting = read();
  let sending = false;

  function read() {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; }
  }
  function keep() {
    try {
      if (waiting.length) localStorage.setItem(key, JSON.stringify(waiting));
      else localStorage.removeItem(key);
    } catch { /* private windows keep nothing; the queue lives as long as the page */ }
  }
  function save(name, value) {
    waiting = waiting.filter((one) => one[0] !== name);
    waiting.push([name, value]);
    keep();
    send();
  }
  async function send() {
    if (sending || !waiting.length) return;
    sending = true;
    const batch = waiting.slice();
    try {
      const answer = await fetch(form.action + "/tap", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(batch),
      });
      if (answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408)) {
        waiting = waiting.filter((one) => !batch.includes(one));
        keep();
        if (answer.ok) told.textContent = told.dataset.saved;
        else location.reload();
      } else {
        told.textContent = told.dataset.waiting;
      }
    } catch {
      told.textContent = told.dataset.waiting;
    }
    sending = false;
    if (waiting.length) setTimeout(send, 3000);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button && button.name) {
      const chosen = button.getAttribute("aria-pressed") !== "true";
      for (const one of button.parentElement.children) {
        one.setAttribute("aria-pressed", "false");
        one.value = one.dataset.value;
      }
      button.setAttribute("aria-pressed", String(chosen));
      button.value = chosen ? "" : button.dataset.value;
      save(button.name, chosen ? button.dataset.value : "");
    }
    for (const area of form.querySelectorAll("textarea")) note(area);
  });
  function note(area) {
    if (area.value === area.defaultValue) return;
    area.defaultValue = area.value;
    save(area.name, area.value);
  }
  let pause;
  form.addEventListener("input", (event) => {
    clearTimeout(pause);
    pause = setTimeout(() => note(event.target), 1200);
  });
  form.addEventListener("change", (event) => {
    if (event.target.tagName === "TEXTAREA") note(event.target);
  });
  addEventListener("online", send);
  addEventListener("pagehide", () => {
    for (const area of form.querySelectorAll("textarea")) note(area);
  });
  // What was kept from an earlier visit is shown as it will be saved.
  for (const [name, value] of waiting) {
    const area = form.elements[name];
    if (area && area.tagName === "TEXTAREA") { area.value = value; area.defaultValue = value; continue; }
    for (const button of form.querySelectorAll(`button[name="${name}"]`)) {
      const chosen = button.dataset.value === value;
      button.setAttribute("aria-pressed", String(chosen));
      button.value = chosen ? "" : button.dataset.value;
    }
  }
  send();
})();
