import { error } from '@sveltejs/kit'
import { TRPCError } from '@trpc/server'

const STATUS: Readonly<Partial<Record<TRPCError['code'], number>>> = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  BAD_REQUEST: 400,
}

/** The answer of a procedure for a page; an expected failure becomes the error page of its status, a bug stays a bug. */
export async function answer<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    const status = cause instanceof TRPCError ? STATUS[cause.code] : undefined
    if (status === undefined) throw cause
    error(status, 'expected')
  }
}

/** The same for a part of a page that not everybody may see; `null` for whoever may not. */
export async function answerIfAllowed<T>(asked: Promise<T>): Promise<T | null> {
  return answer(
    asked.catch((cause: unknown) => {
      if (cause instanceof TRPCError && cause.code === 'FORBIDDEN') return null
      throw cause
    }),
  )
}
