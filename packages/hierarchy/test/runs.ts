/** How often a property is tried: the given number in every run, times `FC_FACTOR` where that is set. */
export function evaluateRuns(runs: number): number {
  const factor = Number((globalThis as { process?: { env?: Record<string, string> } }).process?.env?.['FC_FACTOR'] ?? 1)
  return Math.max(1, Math.round(runs * factor))
}

/** Milliseconds that a property may take: seconds by itself, far more on a machine that does other things as well. */
export const PATIENCE = 120_000
