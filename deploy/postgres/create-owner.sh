# shellcheck shell=bash
# Runs once, when the PostgreSQL image makes its data folder. The service gets a role of its own that owns its
# database and is no superuser, with the image's POSTGRES_PASSWORD as its password. The superuser loses it: from
# then on nobody reaches that account over the network, only `psql -U postgres` inside the container.
psql --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:?}" <<'SQL'
\getenv password POSTGRES_PASSWORD
SELECT current_database() AS owner \gset
SET password_encryption = 'scram-sha-256';
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
ALTER DATABASE :"owner" OWNER TO :"owner";
REVOKE CONNECT, TEMPORARY ON DATABASE :"owner", postgres, template1 FROM PUBLIC;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
