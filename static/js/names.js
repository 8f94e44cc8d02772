// What the stock admin leaves without a name: a field in a table of rows takes that of its column, select2 that of its field.
const columnOf = (cell) => cell?.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];

function nameFields() {
  for (const field of document.querySelectorAll(".tabular td :is(input:not([type=hidden]), select, textarea)")) {
    const column = columnOf(field.closest("td"));
    if (column && !field.labels?.length) field.setAttribute("aria-label", column.textContent.trim());
  }
  for (const box of document.querySelectorAll("select + .select2-container")) nameBox(box, box.previousElementSibling);
}

function nameBox(box, select) {
  const label = select.labels?.[0] ?? columnOf(select.closest("td"));
  if (!label) return;
  label.id ||= `name-of-${select.id}`;
  box.querySelector(".select2-search__field")?.setAttribute("aria-label", label.textContent.trim());
  const chosen = box.querySelector(".select2-selection--single .select2-selection__rendered");
  chosen?.removeAttribute("role"); // a field within the field, and with no name of its own
  chosen?.removeAttribute("aria-readonly");
  chosen?.closest(".select2-selection").setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
}

// After the scripts of the admin, which make select2 when the page or a new row is ready.
window.addEventListener("load", () => setTimeout(nameFields));
document.addEventListener("formset:added", () => setTimeout(nameFields));
