/**
 * How the values of the database arrive in the program, the same from both engines: a day as `YYYY-MM-DD`, an instant as ISO
 * text, a count as a number, bytes as `Uint8Array`, JSON parsed.
 */
export const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  // int8
  20: (text) => {
    const number = Number(text)
    return Number.isSafeInteger(number) ? number : text
  },
  // bytea
  17: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
  // json, jsonb
  114: (text) => JSON.parse(text) as unknown,
  3802: (text) => JSON.parse(text) as unknown,
  // date
  1082: (text) => text,
  // timestamp, timestamptz
  1114: (text) => text,
  1184: (text) => (text.endsWith('infinity') ? text : new Date(text).toISOString()),
}
