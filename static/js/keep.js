// What is typed outlives a lost connection, a closed tab and a sign-out: <form data-keep="name" [data-draft="address"]>.
// data-tick ticks the item that the address names after #.

// Only a page that says so proves that the text arrived; after a lost connection it does not, and the text stays.
const sent = sessionStorage.getItem("sent");
if (sent && document.querySelector(".message-success")) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("sent");
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const name = `kept-${form.dataset.keep}`;
  const text = form.elements.text;
  const status = form.querySelector("[data-kept]");
  const kept = read(name);
  if (kept && text && !text.value) {
    text.value = kept;
    if (status) status.textContent = "Текст восстановлен.";
    text.closest("details")?.setAttribute("open", "");
  }
  let timer;
  form.addEventListener("input", () => {
    if (text) write(name, text.value);
    clearTimeout(timer);
    if (form.dataset.draft) timer = setTimeout(() => saveDraft(form, status), 3000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sessionStorage.setItem("sent", name);
  });
}

const ticked = document.querySelector(`form[data-tick] ${location.hash || "#none"} input[type=checkbox]`);
if (ticked) ticked.checked = true;

async function saveDraft(form, status) {
  const body = new FormData(form);
  body.delete("files");
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, redirect: "error" });
    if (status) status.textContent = answer.ok ? "Черновик сохранён." : await problem(answer);
  } catch {
    if (status) status.textContent = "Нет связи: текст сохранён на этом устройстве.";
  }
}

async function problem(answer) {
  return answer.status === 409 ? answer.text() : "Черновик не сохранён, текст остался на этом устройстве.";
}

function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is switched off
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // storage is switched off or full: the draft on the server remains
  }
}
