import { stringify, unflatten } from 'devalue'

/** How devalue begins a list that it writes by the places that are not empty. */
const SPARSE = -7

/**
 * The one transformer of both ends: dates, maps, bytes and `undefined` survive the way to the browser, so that a page gets the
 * same value from the in-process caller and over HTTP.
 */
export const transformer = {
  serialize: (value: unknown): string => stringify(value),
  deserialize: (text: string): unknown => {
    const values: unknown = JSON.parse(text)
    // Two numbers would say that a list has four thousand million places, and whoever goes through them holds everybody up.
    if (Array.isArray(values) && values.some((value) => Array.isArray(value) && value[0] === SPARSE))
      throw new TypeError('a list with holes is not taken')
    if (typeof values !== 'number' && !Array.isArray(values)) throw new TypeError('no values')
    return unflatten(values)
  },
}
