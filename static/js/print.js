// «Печать» needs a script, so its button is hidden until there is one: <button class="button" data-print hidden>.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
