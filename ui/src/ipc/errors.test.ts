import { describe, expect, it } from "vitest";
import { errors } from "./errors";
import { en } from "../words/en";
import { sw } from "../words/sw";

const sentences = Object.entries(errors).flatMap(([code, entry]) =>
  (["en", "sw"] as const).map((language) => [code, language, entry[language]] as const),
);

describe("the table of errors", () => {
  it.each(sentences)("%s has all its words in %s", (_code, _language, said) => {
    expect(said.title).not.toBe("");
    expect(said.sentence).toMatch(/\.$/);
    expect(said.action).toMatch(/\.$/);
  });

  it.each(sentences)("%s says no word of programmers in %s", (_code, _language, said) => {
    const all = `${said.title} ${said.sentence} ${said.action}`;
    expect(all).not.toMatch(/transaction|pending|processing|error occurred/i);
  });

  it("is in two different languages", () => {
    for (const entry of Object.values(errors)) {
      expect(entry.en.sentence).not.toBe(entry.sw.sentence);
    }
  });
});

describe("the words of the screens", () => {
  it("have the same keys in both languages", () => expect(shape(sw)).toEqual(shape(en)));

  it("are nowhere empty", () => {
    for (const word of [...leaves(en), ...leaves(sw)]) expect(word).not.toBe("");
  });
});

function shape(words: object): unknown {
  return Object.entries(words).map(([key, value]) =>
    typeof value === "object" && value !== null ? [key, shape(value)] : [key, typeof value],
  );
}

function leaves(words: object): unknown[] {
  return Object.values(words).flatMap((value) =>
    typeof value === "object" && value !== null ? leaves(value) : [value],
  );
}
