/** How often a property is tried: the given number in every run, times `FC_FACTOR` where that is set. */
export function evaluateRuns(runs: number): number {
  const factor = Number((globalThis as { process?: { env?: Record<string, string> } }).process?.env?.['FC_FACTOR'] ?? 1)
  return Math.max(1, Math.round(runs * factor))
}
