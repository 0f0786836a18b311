import {
  findMaterialised,
  materialiseDesired,
  settleHouseholdsSince,
  updateCoverageDay,
  updateHandoversInForce,
  type Db,
} from '@ketnoi/db'
import type { Day } from '@ketnoi/hierarchy'
import type { Context } from '../context.ts'
import { takeDueEffects } from '../reforms/take-effect.ts'
import { keepRetention } from '../retention/retention.ts'
import { getWorld } from '../world.ts'

/** The day that begins. */
export interface Turn {
  /** The day that everything is computed for: that of the calendar, or the pinned one. */
  readonly asOf: Day
  /** The day of the calendar. */
  readonly calendar: Day
  /** The last day that this was done for; days between were slept through. `null`: never before. */
  readonly since: Day | null
}

/** Something that happens because a day begins. It may be asked for twice, and must then find nothing to do. */
export interface DayStep {
  readonly name: string
  /** Names of steps before: where one of them failed, this one waits for it. */
  readonly needs: readonly string[]
  readonly take: (ctx: Context, trx: Db, turn: Turn) => Promise<void>
}

/**
 * What happens on a day, in this order. A step that fails is undone alone, and holds up only those that need it. A new step stands
 * before `desired-members` when it changes units or facts, and after it when it reads who should be in which group. Roles of accounts
 * begin and end by themselves: they are asked for their day at each request.
 */
export const STEPS_OF_DAY: readonly DayStep[] = [
  { name: 'reforms', needs: [], take: (ctx, trx, { asOf }) => takeDueEffects(ctx, trx, asOf) },
  {
    name: 'handovers',
    needs: [],
    take: async (_, trx, { asOf }) => {
      await updateHandoversInForce(trx, asOf)
    },
  },
  {
    // A household is in one unit: it follows whoever moves on the day. A pinned day may also go back.
    name: 'households',
    needs: [],
    take: async (_, trx, { asOf, since }) => {
      if (since === null || since === asOf) return
      const [after, until] = since < asOf ? [since, asOf] : [asOf, since]
      await settleHouseholdsSince(trx, { after, until }, asOf)
    },
  },
  {
    // Appointments, homes, consents and exceptions that begin or end on the day take effect by being looked at for it.
    name: 'desired-members',
    // While real groups are still those of units that have ended, everybody stays wanted where they were.
    needs: ['reforms'],
    take: async (ctx, trx, { asOf }) => {
      const { model } = await getWorld(ctx, trx)
      const last = await findMaterialised(trx)
      if (last?.asOf === asOf && last.model === `${model.id} ${model.version}`) return
      await materialiseDesired(trx, model, asOf)
    },
  },
  {
    name: 'coverage',
    needs: ['desired-members'],
    take: (_, trx, { calendar }) => updateCoverageDay(trx, calendar),
  },
  // Whoever should be in a group, or is, is kept: after it is known who should. The last, and once a day: it cannot be taken back.
  {
    name: 'retention',
    needs: ['reforms', 'handovers', 'desired-members', 'coverage'],
    take: (ctx, trx) => keepRetention(ctx, trx),
  },
]
