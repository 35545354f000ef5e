# Stages, records, persons, pipeline.
