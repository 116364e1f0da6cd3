/** The icon set: 24 by 24, one stroke, round ends; drawn for Kaunta. */
export const icons = {
  sell: "M4 10h16v10H4zM7 10V4h10v6M8 14h2M14 14h2M8 17h2M14 17h2",
  waiting: "M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.6 7.6 0 0 1 0 11",
  muted: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9.5l5 5M20.5 9.5l-5 5",
  history: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4h4M12 7.5V12l3 2",
  debts: "M6 3.5h11a1.5 1.5 0 0 1 1.5 1.5v15.5l-3-2-3 2-3-2-3.5 2zM9 8h6.5M9 11.5h6.5M9 15h3",
  set_up: "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
  language: "M4 5h9v8H8l-4 3zM16 9h4v11l-4-3h-5v-1",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4"
    + "M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10",
  screen: "M3.5 5h17v11h-17zM9 20h6M12 16v4",
  phone: "M8.5 2.5h7a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2M11 18.2h2",
  send: "M4 12h14M12 6l6 6-6 6",
  next: "M9 5l7 7-7 7",
  down: "M6 9l6 6 6-6",
  back: "M9 6h11v12H9l-5-6zM12.5 10l4 4M16.5 10l-4 4",
  check: "M20 6v5h-5M4 18v-5h5M5.5 9.5A7 7 0 0 1 18.8 11M18.5 14.5A7 7 0 0 1 5.2 13",
  again: "M4 4v5h5M4.6 9A8 8 0 1 1 4 13",
  leave: "M6 6l12 12M18 6L6 18",
  undo: "M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L20 20",
  speak: "M4 5h16v11h-8l-4 4v-4H4zM8 9h8M8 12h5",
  tick: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4l9 16H3zM12 10v4M12 17v.2",
  key: "M8 8.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 12.5h9M18 12.5v3",
  practice: "M3 9l9-4 9 4-9 4zM7 11v5c3 2 7 2 10 0v-5",
  shop: "M4 10v10h16V10M3 10l2-6h14l2 6zM10 20v-5h4v5",
  lab: "M9 4h6M10 4v6l-5 9h14l-5-9V4M8 15h8",
} as const;

export type IconName = keyof typeof icons;
