// A queue worked by keyboard. Letters stand for keys, so they work in any layout, and never while somebody types.
const box = document.querySelector("[data-keys]");
const toggle = document.querySelector("[data-keys-on]");
const isOn = () => localStorage.getItem("keys") !== "off";

if (box) {
  box.hidden = false;
  toggle.checked = isOn();
  toggle.addEventListener("change", () => localStorage.setItem("keys", toggle.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing) {
    if (event.key === "Enter" && event.ctrlKey) typing.form.requestSubmit(typing.form.querySelector("button[name=do]"));
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (!isOn() || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.code === "KeyR") {
    document.querySelector("textarea[name=reason]")?.focus();
    event.preventDefault();
    return;
  }
  document.querySelector(`[data-key="${CSS.escape(event.code)}"]`)?.click();
});
