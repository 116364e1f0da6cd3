/** Keeps the caret at its digit while a field regroups what is typed. */

/** Writes `text` into the field and puts the caret behind as many digits as it was behind. */
export function rewrite(input: HTMLInputElement, text: string): void {
  const caret = input.selectionStart ?? input.value.length;
  const digitsBefore = digits(input.value.slice(0, caret));
  if (input.value !== text) input.value = text;
  const place = caret === input.value.length ? caret : placeAfter(text, digitsBefore);
  if (document.activeElement === input) input.setSelectionRange(place, place);
}

function placeAfter(text: string, count: number): number {
  let place = 0;
  while (place < text.length && digits(text.slice(0, place)) < count) place += 1;
  return place;
}

function digits(text: string): number {
  return text.replace(/[^\d.]/g, "").length;
}
