import { parse, stringify } from 'devalue'

/**
 * The one transformer of both ends: dates, maps, bytes and `undefined` survive the way to the browser, so that a page gets the
 * same value from the in-process caller and over HTTP.
 */
export const transformer = {
  serialize: (value: unknown): string => stringify(value),
  deserialize: (text: string): unknown => parse(text),
}
