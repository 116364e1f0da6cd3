/** The window on a faked till, for looking at it in a browser; never part of the build. */
import { scene } from "./scenes";

const query = new URLSearchParams(location.search);
keep("kaunta.theme", query.get("theme"));
keep("kaunta.language", query.get("lang"));
scene(query.get("scene") ?? "day").install();
void import("../src/main");

function keep(name: string, value: string | null): void {
  if (value === null) localStorage.removeItem(name);
  else localStorage.setItem(name, value);
}
