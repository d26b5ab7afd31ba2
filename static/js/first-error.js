// After a refused form the cursor stands in the first field to put right.
let done = false;

export function start(field) {
  if (done || !field.matches("input, select, textarea")) return;
  done = true;
  field.focus();
}
