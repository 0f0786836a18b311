import { z } from 'zod'
import type { PersonId, Role } from '@ketnoi/hierarchy'
import type { WireIssue } from '../errors.ts'
import { notBuilt } from '../not-built.ts'
import { procedure, router } from '../trpc.ts'

const memberList = z.object({
  groupId: z.string(),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), fileName: z.string().max(300), bytes: z.instanceof(Uint8Array) }),
    /** Pasted: one display name a line. */
    z.object({ kind: z.literal('text'), text: z.string().max(1_000_000) }),
  ]),
})

export interface ReadingPreview {
  readonly rows: number
  readonly matched: number
  readonly ambiguous: number
  readonly unmatched: number
  /** Few of the rows are people of this group: ask before anything is compared. */
  readonly looksLikeWrongGroup: boolean
  /** The groups whose people the list fits better, best first. */
  readonly likelyGroups: readonly { readonly groupId: string; readonly name: string; readonly matched: number }[]
  readonly sample: readonly {
    readonly displayName: string
    readonly personName: string | null
    readonly by: 'account' | 'phone' | 'name' | 'decision' | null
  }[]
  readonly issues: readonly WireIssue[]
}

export interface UnmatchedName {
  readonly key: string
  readonly displayName: string
  readonly maskedPhone: string | null
  readonly role: Role
  readonly candidates: readonly {
    readonly personId: PersonId
    readonly name: string
    readonly unitName: string | null
    readonly birthYear: string | null
    readonly maskedPhone: string | null
  }[]
}

export const readingsRouter = router({
  preview: procedure('readings.write')
    .input(memberList)
    .mutation((): ReadingPreview => notBuilt()),
  /** Refused with `looks-like-wrong-group` until somebody has confirmed it. */
  save: procedure('readings.write')
    .input(
      memberList.extend({
        completeness: z.enum(['complete', 'partial']),
        confirmWrongGroup: z.boolean().default(false),
      }),
    )
    .mutation((): { readonly readingId: string; readonly matched: number; readonly unmatched: number } => notBuilt()),
  /** What a name that no person was found for stands for; remembered for this and later lists of the group. */
  decide: procedure('readings.write')
    .input(
      z.object({
        groupId: z.string(),
        key: z.string(),
        decision: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('person'), personId: z.string() }),
          z.object({ kind: z.literal('stranger') }),
        ]),
      }),
    )
    .mutation((): { readonly unmatched: number } => notBuilt()),
})
