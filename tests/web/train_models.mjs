// Trains what models.mjs hands out: once for all tests that need it.
import { trainModels } from './models.mjs';

trainModels();
