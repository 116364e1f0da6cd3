/** What the sections for customers who pay by themselves have in common: Enter in one of their fields
 * acts there, and what comes of an act is brought into view. */
import { tick } from "svelte";

/** Does something, and brings the section into view with what came of it. */
export async function inView(act: () => Promise<void>, section?: HTMLElement): Promise<void> {
  await act();
  await tick();
  section?.scrollIntoView?.({ block: "nearest" });
}

/** Enter in a field of the section acts; everywhere else on the screen it proves the form. */
export function onEnter(act: () => Promise<void>): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void act();
  };
}
