import { parseJoinLink } from '@ketnoi/hierarchy'
import { z } from 'zod'

/** The join link of a group as somebody typed it; it becomes whole, and leads to a group. */
export const joinLink = z
  .string()
  .max(500)
  .transform((typed, context) => {
    const link = parseJoinLink(typed)
    if (link !== null) return link
    context.addIssue({ code: 'custom', message: 'not the link of a group' })
    return z.NEVER
  })
