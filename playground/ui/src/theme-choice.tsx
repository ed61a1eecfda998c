import { useEffect, useState } from "react";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const STORED = "musubi-playground:theme";

/** Light, dark, or as the system has it. */
export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(
    () => THEMES.find((theme) => theme === localStorage.getItem(STORED)) ?? "system",
  );
  useEffect(() => {
    document.documentElement.style.colorScheme = theme === "system" ? "light dark" : theme;
    localStorage.setItem(STORED, theme);
  }, [theme]);
  return (
    <select
      aria-label="Theme"
      value={theme}
      onChange={({ target }) => setTheme(THEMES.find((t) => t === target.value) ?? "system")}
    >
      {THEMES.map((theme) => (
        <option key={theme}>{theme}</option>
      ))}
    </select>
  );
}
