/** The day that somebody looks at, in the address of a page. */
export const DAY_PARAMETER = 'on'
/** The same, for what the page asks for by itself. */
export const DAY_HEADER = 'x-look-at'
