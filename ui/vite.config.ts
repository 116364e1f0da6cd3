import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Svelte's browser build must be chosen for jsdom, or `mount` is the server's.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: { target: "es2022", reportCompressedSize: false },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/testing/setup.ts"],
  },
}));
