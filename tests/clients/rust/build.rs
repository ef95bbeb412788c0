//! Makes the client out of the API's description, into `target/clients/api`: its files open with words about a module, so they have to be one,
//! and a module's path can't follow `OUT_DIR`.

use openapi_to_rust::{CodeGenerator, GeneratorConfig, SchemaAnalyzer};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let description = PathBuf::from("../../../openapi/openapi.json");
    println!("cargo::rerun-if-changed={}", description.display());
    let document = serde_json::from_str(&std::fs::read_to_string(&description)?)?;
    let mut analysis = SchemaAnalyzer::new(document)?.analyze()?;
    let config = GeneratorConfig {
        spec_path: description,
        output_dir: PathBuf::from("../../../target/clients/api"),
        module_name: "api".to_owned(),
        enable_async_client: true,
        tracing_enabled: false,
        ..GeneratorConfig::default()
    };
    let generator = CodeGenerator::new(config);
    let generated = generator.generate_all(&mut analysis)?;
    generator.write_files(&generated)?;
    Ok(())
}
