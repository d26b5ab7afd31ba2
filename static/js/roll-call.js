// The search box of the roll call filters as one types; without this module it is an ordinary form.
const search = document.querySelector("[data-roll-search]");
const none = document.querySelector("[data-roll-none]");

function filter() {
  const wanted = search.value.trim().toLowerCase();
  let found = 0;
  for (const row of document.querySelectorAll("[data-search]")) {
    row.hidden = !row.dataset.search.includes(wanted);
    if (!row.hidden) found += 1;
  }
  none.hidden = found > 0;
}

search?.addEventListener("input", filter);
search?.form.addEventListener("submit", (event) => event.preventDefault());
// A row that comes back from the server is a new element: it obeys the filter that stands.
if (search) document.addEventListener("htmx:oobAfterSwap", filter);
