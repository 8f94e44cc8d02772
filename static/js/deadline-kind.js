// Deadline fields show only what the kind needs.
const needs = {
  date: ["due_on"],
  period: ["due_on"],
  relative: ["due_on"],
  recurring: ["recurrence"],
  permanent: ["control_on"],
  by_plan: ["control_on"],
  none: [],
};

function showNeeded(select) {
  const prefix = select.name.replace(/deadline_kind$/, "");
  for (const name of ["due_on", "recurrence", "control_on"]) {
    const field = document.querySelector(`[name="${prefix}${name}"]`);
    const row = field && (field.closest(".form-row") || field.closest(".field"));
    if (row) row.hidden = !needs[select.value].includes(name) && !field.value;
  }
}

function showAll() {
  document.querySelectorAll("select[name$=deadline_kind]").forEach(showNeeded);
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("select[name$=deadline_kind]")) showNeeded(target);
});
document.addEventListener("formset:added", showAll);
document.addEventListener("DOMContentLoaded", showAll);
