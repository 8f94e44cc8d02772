// Hover or focus on a field shows the lines it came from. Without this script each line has its own address.
const root = document.querySelector("[data-preview]");
const source = root.querySelector(".preview-source");

function show(field, on) {
  const lines = (field.dataset.lines || "").split(" ").filter(Boolean).map((index) => document.getElementById(`line-${index}`));
  lines.forEach((line) => line && line.classList.toggle("shown", on));
  if (on && lines[0] && getComputedStyle(source).position === "sticky") {
    const below = lines[0].getBoundingClientRect().top - source.getBoundingClientRect().top;
    source.scrollTop += below - source.clientHeight / 3;
  }
}

for (const [event, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
  root.addEventListener(event, ({ target }) => {
    const field = target.closest("[data-lines]");
    if (field) show(field, on);
  });
}
