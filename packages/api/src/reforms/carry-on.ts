import type { Context } from '../context.ts'
import { carryReform } from './apply-reform.ts'
import { carryUndo } from './undo-reform.ts'

/** Carries a reform on in the direction in which it goes; nothing where it goes nowhere. */
export async function carryOn(ctx: Context, id: string): Promise<void> {
  await carryReform(ctx, id)
  await carryUndo(ctx, id)
}
