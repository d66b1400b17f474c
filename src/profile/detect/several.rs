//! Files that several products read, so that they say what agents can do and not which agent it is.

use super::says::{Content, File, Place, Product, Setting};
use super::servers::servers;

const CLAUDE_PAGE: &str = "https://code.claude.com/docs/en/mcp";
const COPILOT_PAGE: &str = "https://code.visualstudio.com/docs/agents/reference/mcp-configuration";

/// The files. No product of a corpus has this id, so none is proposed for them.
pub(super) const PRODUCT: Product = Product {
    id: "several",
    name: "Read by several products",
    files: &[File {
        place: Place::At(".mcp.json"),
        about: Some("tool servers of the project, for Claude Code, GitHub Copilot or both"),
        source: CLAUDE_PAGE,
        content: Content::Json(&[Setting { key: &["mcpServers"], source: COPILOT_PAGE, says: servers }]),
    }],
};
