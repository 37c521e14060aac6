/** Starts the product that most tests use, and stops it after the last one. */
import { freePort } from '@quillwire/database/embedded'
import { startProduct } from './start-product.ts'

export default async function setUp() {
  const mailPort = await freePort()
  // A test that reads mail listens on this port.
  const product = await startProduct('product', { SMTP_URL: `smtp://127.0.0.1:${mailPort}` })
  process.env.E2E_URL = product.url
  process.env.E2E_MAIL_PORT = String(mailPort)
  process.env.E2E_PID = String(product.pid)
  return product.stop
}
