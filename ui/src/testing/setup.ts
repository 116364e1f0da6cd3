/** Gives jsdom what the window has and it lacks. */
import "@testing-library/jest-dom/vitest";
import { afterEach, vi } from "vitest";
import { cleanup } from "@testing-library/svelte";

vi.stubGlobal("requestAnimationFrame", (run: () => void) => queueMicrotask(run));

afterEach(() => {
  cleanup();
  localStorage.clear();
});
