// select2 gives the field it types into no name of its own.
django.jQuery(() => setTimeout(() => {
  for (const select of document.querySelectorAll("select.parties")) {
    const typed = select.parentElement.querySelector(".select2-search__field");
    typed?.setAttribute("aria-label", select.labels[0]?.textContent.trim() || "Кто исполняет");
  }
}));

// select2 lists what is chosen in the order of the page; the first party is the lead, so keep the order of choosing.
django.jQuery(document).on("select2:select", "select.parties", ({ target, params }) => {
  const option = [...target.options].find(({ value }) => value === params.data.id);
  target.append(option);
  django.jQuery(target).trigger("change");
});
