const A_YEAR_IN_SECONDS = 31_536_000

/** Remembers a choice of the screen (language, theme) where the server can read it before the first paint. */
export function rememberChoice(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${A_YEAR_IN_SECONDS}; samesite=lax`
}
