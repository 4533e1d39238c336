// Filters the rows of the page's tables by the choices above them, and keeps the choices in the URL.
const choices = [...document.querySelectorAll(".filter select")];
const count = document.querySelector(".filter [role=status]");
const found = document.getElementById("found");

/** Whether something other than the filter hides the element. */
const isElsewhere = (element) => element.closest("[hidden]:not([data-filter], [data-group])");

function apply() {
  const wanted = choices.map(({ value }) => value).filter(Boolean);
  for (const row of document.querySelectorAll("[data-filter]")) {
    const filters = row.dataset.filter.split(" ");
    row.hidden = !wanted.every((one) => filters.includes(one));
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-filter]:not([hidden])");
  }
  const rows = [...document.querySelectorAll("[data-filter]")].filter((row) => !isElsewhere(row));
  const shown = rows.filter((row) => !row.hidden).length;
  const words = wanted.length ? `${shown} of ${rows.length} ${count.dataset.noun}` : "";
  if (count.textContent !== words) count.textContent = words;
}

for (const choice of choices) {
  choice.addEventListener("change", () => {
    apply();
    const url = new URL(location);
    if (choice.value) url.searchParams.set(choice.name, choice.value);
    else url.searchParams.delete(choice.name);
    history.replaceState(null, "", url);
  });
}
// No server has read the query of a static site's URL.
const asked = new URLSearchParams(location.search);
for (const choice of choices) {
  const value = asked.get(choice.name);
  if ([...choice.options].some((option) => option.value === value)) choice.value = value;
}
// The search replaces its results without this script.
if (found) new MutationObserver(apply).observe(found, { childList: true });
if (choices.some(({ value }) => value)) apply();
