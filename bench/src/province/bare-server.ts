import { createServer } from 'node:http'
import pg from 'pg'

// The least that answers a statement over HTTP: no sessions, no wall, no names of procedures. Started by measure-http.ts.
const { url, text, values } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly url: string
  readonly text: string
  readonly values: readonly unknown[]
}
const pool = new pg.Pool({ connectionString: url, max: 10 })
const server = createServer((_, response) => {
  pool.query(text, [...values]).then(
    ({ rows }) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(rows))
    },
    (error: unknown) => {
      response.writeHead(500)
      response.end(String(error))
    },
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address !== null ? `http://127.0.0.1:${String(address.port)}` : '')
})
