import { answerProgram } from '#lib/server/answer-program.ts'
import type { RequestHandler } from './$types'

const answer: RequestHandler = (event) => answerProgram(event, () => event.locals.context)

export const GET = answer
export const POST = answer
