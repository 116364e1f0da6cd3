import { describe, expect, it } from "vitest";
import { groupAmount, money, readAmount } from "./money";
import { groupPhone, masked, phone, phoneEnds, readPhone } from "./phone";
import { tamed } from "./reference";
import { date, exactTime, sameDay, time } from "./time";

describe("money", () => {
  it.each([
    [35_000, "350"], [124_000, "1,240"], [25_000_000, "250,000"], [320_050, "3,200.50"],
    [5, "0.05"],
  ])("%i cents are written %s", (cents, written) => expect(money(cents)).toBe(written));

  it.each([
    ["350", "350"], ["1240", "1,240"], ["KES 1,240", "1,240"], ["007", "7"], ["12.5", "12.5"],
    ["abc", ""], ["250000", "250,000"],
  ])("typing %s shows %s", (typed, shown) => expect(groupAmount(typed)).toBe(shown));

  it.each([
    ["1", { shillings: 1 }], ["250,000", { shillings: 250_000 }], ["1,240.00", { shillings: 1240 }],
    ["", { problem: "empty" }], ["0", { problem: "too_small" }],
    ["250,001", { problem: "too_big" }], ["12.50", { problem: "not_whole" }],
  ])("%s is read as %o", (typed, reading) => expect(readAmount(typed)).toEqual(reading));
});

describe("phones", () => {
  it.each([
    ["0712345678", "0712 345 678"], ["07123", "0712 3"], ["712345678", "712 345 678"],
    ["+254712345678", "+254 712 345 678"], ["0712-345-678", "0712 345 678"], ["", ""],
  ])("typing %s shows %s", (typed, shown) => expect(groupPhone(typed)).toBe(shown));

  it.each([
    ["0712 345 678", { digits: "0712345678" }], ["+254 110 987 204", { digits: "254110987204" }],
    ["712 345 678", { digits: "712345678" }], ["", { problem: "empty" }],
    ["0712 345 67", { problem: "too_short" }], ["0712 345 678 9", { problem: "too_long" }],
    ["0212 345 678", { problem: "not_kenyan" }],
  ])("%s is read as %o", (typed, reading) => expect(readPhone(typed)).toEqual(reading));

  it("an international number is written as it is said", () => {
    expect(phone("254712345678")).toBe("0712 345 678");
    expect(phoneEnds("254712345678")).toEqual(["0712", "678"]);
  });
});

describe("a payer's phone", () => {
  it.each([
    ["254712345678", "07•• ••• 678"], ["2547•••••126", "07•• ••• 126"],
    ["25471••••••6", "07•• ••• ••6"], ["44•••12", "44•••12"],
  ])("%s is shown as %s", (told, shown) => expect(masked(told)).toBe(shown));
});

describe("what was typed as account", () => {
  it.each([
    ["0214", "0214"], ["Mama Njeri", "Mama Njeri"], ["\u202e4120", "\ufffd4120"],
    ["02\u200b14\n", "02\ufffd14 "], ["x".repeat(41), `${"x".repeat(39)}…`],
  ])("%j is shown as %j", (typed, shown) => expect(tamed(typed)).toBe(shown));
});

describe("times", () => {
  const late_ms = Date.UTC(2026, 10, 24, 21, 30, 5);

  it("are those of Nairobi wherever the computer is", () => {
    expect(time(late_ms)).toBe("00:30");
    expect(exactTime(late_ms)).toBe("00:30:05");
  });

  it("have their day in both languages", () => {
    expect(date(late_ms, "en")).toBe("Wed 25 Nov");
    expect(date(late_ms, "sw")).toBe("Jtn 25 Nov");
  });

  it("change their day at midnight in Nairobi", () => {
    expect(sameDay(late_ms, late_ms - 31 * 60_000)).toBe(false);
    expect(sameDay(late_ms, late_ms + 60_000)).toBe(true);
  });
});
