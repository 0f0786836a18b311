import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startPostgres } from './start-postgres.ts'

describe('startPostgres', () => {
  it('answers on its port while it runs and not after it was stopped', async () => {
    const server = await startPostgres()
    const port = Number(new URL(server.url).port)
    expect(await answers(port)).toBe(true)
    await server.stop()
    expect(await answers(port)).toBe(false)
  })
})

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
}
