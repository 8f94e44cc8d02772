// What is typed outlives a lost connection, a closed tab and a sign-out: <form data-keep="name" [data-draft="address"]>.
// data-tick ticks the item that the address names after #.

// Only a page that says so proves that the text arrived; after a lost connection it does not, and the text stays.
const sent = sessionStorage.getItem("sent");
if (sent && document.querySelector(".message-success")) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("sent");
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const text = form.elements.text;
  if (text) keep(form, text, `kept-${form.dataset.keep}`);
}

const ticked = document.querySelector(`form[data-tick] ${location.hash || "#none"} input[type=checkbox]`);
if (ticked) ticked.checked = true;

// Kept are the text, the server's text that it goes on from, and a text that went on from another one.
function keep(form, text, name) {
  const status = form.querySelector("[data-kept]");
  const kept = read(name);
  let arrived = text.value;
  let apart = kept?.apart ?? "";
  if (kept && kept.text !== arrived) {
    if (!arrived || kept.arrived.trim() === arrived.trim()) {
      text.value = kept.text;
      status.textContent = "Текст восстановлен.";
      text.closest("details")?.setAttribute("open", "");
    } else {
      apart = [apart, kept.text].filter(Boolean).join("\n");
    }
  }
  if (apart) offer();

  let timer;
  form.addEventListener("input", () => {
    write(name, { text: text.value, arrived, apart });
    clearTimeout(timer);
    if (form.dataset.draft) timer = setTimeout(save, 3000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sessionStorage.setItem("sent", name);
  });

  function offer() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.textContent = "Добавить его в конец";
    button.addEventListener("click", () => {
      text.value = `${text.value}\n${apart}`;
      apart = "";
      status.textContent = "Текст добавлен.";
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    });
    status.append("На этом устройстве остался другой ваш текст, он не отправлен. ", button);
    write(name, { text: text.value, arrived, apart });
  }

  async function save() {
    const body = new FormData(form);
    body.delete("files");
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, redirect: "manual" });
      if (answer.ok) arrived = body.get("text");
      if (answer.ok && !apart && text.value === arrived) localStorage.removeItem(name);
      else write(name, { text: text.value, arrived, apart });
      status.textContent = await said(answer);
    } catch {
      status.textContent = "Нет связи: текст сохранён на этом устройстве.";
    }
    if (apart) offer();
  }
}

async function said(answer) {
  if (answer.ok) return "Черновик сохранён.";
  if (answer.type === "opaqueredirect") return "Вы вышли из программы. Войдите снова: текст остался на этом устройстве.";
  return answer.status === 409 ? answer.text() : "Черновик не сохранён, текст остался на этом устройстве.";
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null; // storage is switched off
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // storage is switched off or full: the draft on the server remains
  }
}
