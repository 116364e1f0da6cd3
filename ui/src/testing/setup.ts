/** Gives jsdom what the window has and it lacks. */
import "@testing-library/jest-dom/vitest";
import { afterEach, vi } from "vitest";
import { cleanup } from "@testing-library/svelte";

vi.stubGlobal("requestAnimationFrame", (run: () => void) => queueMicrotask(run));

afterEach(() => {
  cleanup();
  localStorage.clear();
});

// The top layer is the browser's; here a dialog is only open.
HTMLDialogElement.prototype.showModal = function show(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
  this.open = false;
};
