const DAY = /^\d{4}-\d{2}-\d{2}$/u

/** A day of the address, if it is one. */
export function askedDay(url: URL, name: string): string | undefined {
  const value = url.searchParams.get(name) ?? ''
  return DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined
}

/** What is given, without what is not. */
export function given<T extends Readonly<Record<string, string | undefined>>>(values: T): { [K in keyof T]?: string } {
  const some: { [K in keyof T]?: string } = {}
  for (const key in values) {
    const value = values[key]
    if (value !== undefined && value !== '') some[key] = value
  }
  return some
}
