/** Building blocks for the samples in the catalogue: one imaginary team, so that the samples read as one story. */
export const sampleDocument = {
  id: '01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
  title: 'Launch plan',
  url: 'https://docs.example.com/d/01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
  path: ['Marketing'],
}

export const samplePerson = {
  id: '01998c3e-4d11-7f0a-8a57-0c9b8c1d2e33',
  name: 'Ada Lind',
  email: 'ada@example.com',
}

export const sampleColleague = {
  id: '01998c3e-4e02-7b1d-93c4-6f2a7d9e4b55',
  name: 'Jonas Weber',
  email: 'jonas@example.com',
}

export const sampleActor = { type: 'user' as const, id: samplePerson.id, name: samplePerson.name }

export const sampleThread = {
  id: '01998c3f-01b2-7a44-b0de-3a5b9c7d8e01',
  quote: 'The launch is on 3 March.',
}

export const sampleComment = {
  id: '01998c3f-01c8-7d20-8c11-92e4f6a8b010',
  threadId: sampleThread.id,
  body: 'Is the date confirmed with the printer?',
  author: sampleActor,
}

export const sampleShareLink = {
  id: '01998c40-7f10-7e55-a2c9-4d5e6f708192',
  role: 'commenter' as const,
  expiresAt: null,
}

export const sampleEndpoint = {
  id: '01998c41-3a9b-7c21-9f00-aabbccddeeff',
  url: 'https://crm.example.com/hooks/quillwire',
  description: 'CRM notes',
}
