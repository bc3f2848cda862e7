// What the server sends, by name. docs/studio-api.yaml describes it; generated/api.d.ts is made of that (npm run types).
import type { components } from '../../generated/api';

type Schemas = components['schemas'];

export type About = Schemas['About'];
export type Curve = Schemas['Curve'];
export type DeviceEvent = Schemas['DeviceEvent'];
export type Energy = Schemas['Energy'];
export type Evaluation = Schemas['Evaluation'];
export type FrontPoint = Schemas['FrontPoint'];
export type Inspection = Schemas['Inspection'];
export type Project = Schemas['Project'];
export type RecordEvent = Schemas['RecordEvent'];
export type Report = Schemas['Report'];
export type Run = Schemas['Run'];
export type Session = Schemas['Session'];
export type Summary = Schemas['Summary'];
export type TrainEvent = Schemas['TrainEvent'];
export type TrainingChoices = Schemas['TrainingChoices'];
/** Of the server, or of the page itself, which may know less. */
export type Problem = Pick<Schemas['Problem'], 'message'> & Partial<Schemas['Problem']>;
