import { type Fields, fault, text } from './rules.ts'

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system: what a String may not hold. */
const DISALLOWED = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u
const REQUIRED = ['specversion', 'id', 'source', 'type']

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes */
export function checkCloudEvent(body: string): void {
  const { data, ...attributes }: Fields = JSON.parse(body)
  for (const name of REQUIRED) if (attributes[name] === undefined) fault(name, 'missing')
  if (attributes.specversion !== '1.0') fault('specversion', 'not 1.0')
  for (const [name, value] of Object.entries(attributes)) {
    if (!/^[a-z0-9]{1,20}$/.test(name)) fault(name, 'no name of an attribute')
    text(value, name, 64 * 1024)
    if (DISALLOWED.test(String(value))) fault(name, 'a character that no String has')
  }
  if (!URL.canParse(String(attributes.source))) fault('source', 'no URI')
  if (Number.isNaN(Date.parse(String(attributes.time)))) fault('time', 'no time')
  if (typeof data !== 'object' || data === null) fault('data', 'missing')
}
